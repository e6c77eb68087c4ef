// Requests of the administration: a refusal is shown where the work is, and the newest state either way.

import { Notice } from "../clerk/notice.js";
import { isSignedOut } from "../clerk/session.js";

/** @typedef {(request: () => Promise<any>) => Promise<any>} Send resolves to null when the server refused */

/**
 * @param {HTMLElement} root
 * @param {() => Promise<void>} refresh
 * @param {(error: unknown) => void} signedOut
 * @returns {Send}
 */
export function sending(root, refresh, signedOut) {
  const notice = new Notice(root);
  return async (request) => {
    try {
      const answer = await request();
      notice.clear();
      return answer ?? true;
    } catch (error) {
      if (isSignedOut(error)) signedOut(error);
      else notice.show(error);
      return null;
    } finally {
      await refresh();
    }
  };
}
