// Before a page of the administration: sign in, or a plain refusal with a way on.

import { fill, showForRoles, showView } from "../clerk/elements.js";
import { currentSession, isSignedOut, signOut } from "../clerk/session.js";
import { SignIn } from "../clerk/sign_in.js";

/** @typedef {import("../clerk/session.js").SessionView} SessionView */
/** @typedef {(error: unknown) => void} Refused called when the session is over or lacks the role */

const RETRY_MS = 3_000;
const ROLES = ["supervisor", "admin"];

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const element = /** @type {HTMLElement} */ (document.querySelector('[data-view="overview"]'));

/**
 * Shows the page as soon as somebody is signed in who may see it.
 * @param {(root: HTMLElement, refused: Refused) => {refresh: () => Promise<void>}} make
 * @param {string[]} [roles] any of which will do
 */
export function openPage(make, roles = ROLES) {
  const signIn = new SignIn(signedIn);
  const page = make(element, refused);

  async function start() {
    try {
      const current = await currentSession();
      if (current) signedIn(current);
      else showSignIn();
    } catch {
      showView("unreachable");
      setTimeout(() => void start(), RETRY_MS);
    }
  }

  function showSignIn() {
    showView("sign_in");
    signIn.open();
  }

  /** @param {SessionView} current */
  function signedIn(current) {
    element.inert = false;
    fill(main, { name: current.clerk.name });
    if (!current.clerk.roles.some((role) => roles.includes(role))) return showRefusal();
    showForRoles(current.clerk.roles);
    element.toggleAttribute("data-admin", current.clerk.roles.includes("admin"));
    showView("overview");
    void page.refresh();
  }

  function showRefusal() {
    showView("refused");
    document.getElementById("refused-title")?.focus();
  }

  /** The session is over (sign in, the page stays behind the form), or it lacks the role. @param {unknown} error */
  function refused(error) {
    if (!isSignedOut(error)) return showRefusal();
    if (element.inert) return;
    element.inert = true;
    signIn.reopen();
  }

  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest('[data-session="sign-out"]'))) return;
    void signOut().catch(() => {}).then(showSignIn);
  });
  void start();
}
