// Who is signed in, and at which counter.

import { ApiError, del, get, newKey, post, put } from "../api.js";

/**
 * @typedef {object} CounterChoice
 * @property {number} id
 * @property {string} name
 * @property {boolean} home
 * @property {{id: number, name: string}} office
 * @property {string | null} clerk who sits there now
 *
 * @typedef {object} SessionView
 * @property {{id: number, name: string, roles: string[]}} clerk
 * @property {{id: number, name: string, home: boolean, office_id: number} | null} counter
 * @property {CounterChoice[]} counters
 */

/** The running session, null when nobody is signed in. @returns {Promise<SessionView | null>} */
export async function currentSession() {
  try {
    return await get("/api/session");
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}

/** @type {(name: string, password: string) => Promise<SessionView>} */
export const signIn = (name, password) => post("/api/session", { name, password });

export const signOut = () => del("/api/session");

/** @param {number | null} counterId null: leave the counter @returns {Promise<SessionView>} */
export const takeCounter = (counterId) =>
  put("/api/session/counter", { counter_id: counterId }, { idempotencyKey: newKey() });

/** Whether an answer means that the session is over. @param {unknown} error */
export function isSignedOut(error) {
  return error instanceof ApiError && error.code === "not_signed_in";
}
