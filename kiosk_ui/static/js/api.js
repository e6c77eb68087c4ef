// The JSON API of the office server, as every face calls it.

const PATIENCE_MS = 15_000;
/** Pauses before a repeatable request is tried again: a restarting server (under 1 s) goes unnoticed. */
const RETRY_PAUSES_MS = [300, 1_200];
const RETRY_STATUSES = new Set([502, 503, 504]);

/**
 * A refusal by the server, or no answer at all (code "unreachable", status 0, empty detail).
 * `detail` is the server's sentence for people, in the language of the page.
 */
export class ApiError extends Error {
  /**
   * @param {string} code stable, from the problem document
   * @param {number} status HTTP status, 0 without an answer
   * @param {string} detail
   */
  constructor(code, status, detail) {
    super(detail || code);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/**
 * @typedef {object} CallOptions
 * @property {string | null} [bearer] capability of a ticket (t_...) or a device (d_...)
 * @property {string} [idempotencyKey] makes a write repeatable; from `newKey()`, one for each intention
 */

/** A random key of 128 bits; works in insecure contexts too, where crypto.randomUUID does not exist. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @type {(path: string, options?: CallOptions) => Promise<any>} */
export const get = (path, options = {}) => call("GET", path, undefined, options);
/** @type {(path: string, body?: unknown, options?: CallOptions) => Promise<any>} */
export const post = (path, body = {}, options = {}) => call("POST", path, body, options);
/** @type {(path: string, body?: unknown, options?: CallOptions) => Promise<any>} */
export const put = (path, body = {}, options = {}) => call("PUT", path, body, options);
/** @type {(path: string, body?: unknown, options?: CallOptions) => Promise<any>} */
export const patch = (path, body = {}, options = {}) => call("PATCH", path, body, options);
/** @type {(path: string, options?: CallOptions) => Promise<any>} */
export const del = (path, options = {}) => call("DELETE", path, undefined, options);

/**
 * Reads, and writes with an idempotency key, are tried again when the server does not answer.
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {CallOptions} options
 * @returns {Promise<any>} the parsed JSON, null for an empty answer
 */
async function call(method, path, body, options) {
  const pauses = method === "GET" || options.idempotencyKey ? RETRY_PAUSES_MS : [];
  for (const pause of pauses) {
    try {
      return await once(method, path, body, options);
    } catch (error) {
      if (!isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return once(method, path, body, options);
}

/** @param {unknown} error */
function isPassing(error) {
  return error instanceof ApiError && (error.code === "unreachable" || RETRY_STATUSES.has(error.status));
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {CallOptions} options
 */
async function once(method, path, body, options) {
  const response = await answer(path, {
    method,
    headers: headers(body, options),
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-cache", // revalidates by ETag
    credentials: "same-origin",
    signal: deadline(),
  });
  const content = await json(response);
  if (!response.ok) throw problem(response, content);
  return content;
}

/**
 * @param {unknown} body
 * @param {CallOptions} options
 */
function headers(body, options) {
  /** @type {Record<string, string>} */
  const fields = { Accept: "application/json", "Accept-Language": document.documentElement.lang, "X-Vorzimmer": "1" };
  if (body !== undefined) fields["Content-Type"] = "application/json";
  if (options.bearer) fields["Authorization"] = `Bearer ${options.bearer}`;
  if (options.idempotencyKey) fields["Idempotency-Key"] = options.idempotencyKey;
  return fields;
}

/** AbortSignal.timeout is missing in browsers before 2022. */
function deadline() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), PATIENCE_MS);
  return controller.signal;
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function answer(path, init) {
  try {
    return await fetch(path, init);
  } catch {
    throw new ApiError("unreachable", 0, "");
  }
}

/** An answer that breaks off in the middle is none. @param {Response} response */
async function json(response) {
  const text = await response.text().catch(() => {
    throw new ApiError("unreachable", 0, "");
  });
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's HTML page: judged by its status alone
  }
}

/**
 * @param {Response} response
 * @param {any} content
 */
function problem(response, content) {
  const code = typeof content?.code === "string" ? content.code : `http_${response.status}`;
  return new ApiError(code, response.status, typeof content?.detail === "string" ? content.detail : "");
}
