// Which browser this is, as far as the way to its camera permission differs.

/**
 * @typedef {"chrome-desktop" | "edge-desktop" | "chrome-android" | "firefox-desktop" | "firefox-android"
 *   | "safari-ios" | "safari-macos" | "app-ios" | "other"} BrowserKind
 * @typedef {{userAgent: string, maxTouchPoints?: number, userAgentData?: {mobile?: boolean, brands?: {brand: string}[]}}} Agent
 */

/**
 * The first rule that fits decides. iPads call themselves a Macintosh, but have more than one touch point;
 * on iOS every other browser is an app that asks the system.
 * @type {[BrowserKind, (agent: Agent) => boolean][]}
 */
const RULES = [
  ["app-ios", ({ userAgent }) => /CriOS|FxiOS|EdgiOS/.test(userAgent)],
  ["safari-ios", ({ userAgent, maxTouchPoints = 0 }) => /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)],
  ["firefox-android", ({ userAgent }) => /Firefox/.test(userAgent) && /Android/.test(userAgent)],
  ["firefox-desktop", ({ userAgent }) => /Firefox/.test(userAgent)],
  ["chrome-android", ({ userAgent, userAgentData }) => /Android/.test(userAgent) || Boolean(userAgentData?.mobile)],
  ["edge-desktop", (agent) => has(agent, "Microsoft Edge") || /Edg\//.test(agent.userAgent)],
  ["chrome-desktop", (agent) => has(agent, "Chromium") || /Chrome\//.test(agent.userAgent)],
  ["safari-macos", ({ userAgent }) => /Macintosh/.test(userAgent) && /Safari/.test(userAgent)],
];

/** @param {Agent} agent @returns {BrowserKind} */
export function browserKind(agent = /** @type {any} */ (navigator)) {
  return RULES.find(([, fits]) => fits(agent))?.[0] ?? "other";
}

/**
 * @param {Agent} agent
 * @param {string} brand
 */
function has({ userAgentData }, brand) {
  return Boolean(userAgentData?.brands?.some((one) => one.brand === brand));
}
