// The administration page: sign in, or a plain refusal with a way on, or the overview.

import { fill, showForRoles, showView } from "../clerk/elements.js";
import { currentSession, isSignedOut, signOut } from "../clerk/session.js";
import { SignIn } from "../clerk/sign_in.js";
import { Overview } from "./overview.js";

/** @typedef {import("../clerk/session.js").SessionView} SessionView */

const RETRY_MS = 3_000;
const ROLES = ["supervisor", "admin"];

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const overviewElement = /** @type {HTMLElement} */ (document.querySelector('[data-view="overview"]'));
const signIn = new SignIn(signedIn);
const overview = new Overview(overviewElement, refused);
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
  overviewElement.inert = false;
  fill(main, { name: current.clerk.name });
  if (!current.clerk.roles.some((role) => ROLES.includes(role))) return showRefusal();
  showForRoles(current.clerk.roles);
  overviewElement.toggleAttribute("data-admin", current.clerk.roles.includes("admin"));
  showView("overview");
  void overview.refresh();
}

function showRefusal() {
  showView("refused");
  document.getElementById("refused-title")?.focus();
}

/** The session is over (sign in, the page stays behind the form), or it lacks the role. @param {unknown} error */
function refused(error) {
  if (!isSignedOut(error)) return showRefusal();
  if (overviewElement.inert) return;
  overviewElement.inert = true;
  signIn.reopen();
}

document.addEventListener("click", (event) => {
  if (!/** @type {Element} */ (event.target).closest('[data-session="sign-out"]')) return;
  void signOut().catch(() => {}).then(showSignIn);
});
void start();
