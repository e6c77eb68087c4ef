// Runs in every page of a kiosk before the page's own scripts; appliance/session puts it there over the DevTools pipe, so
// no page can forget it. Keeps people in the page, says when somebody touches the screen, and lays covers over it.

(() => {
  const CORNER_PX = 120;
  const CORNER_TAPS = 5;
  const CORNER_MS = 4_000;
  const TOUCH_EVERY_MS = 1_000;
  const STYLE = `
    html[data-appliance], html[data-appliance] * { cursor: none !important; -webkit-touch-callout: none; }
    html[data-appliance] { touch-action: manipulation; overscroll-behavior: none; }
    html[data-appliance] :not(input, textarea) { -webkit-user-drag: none; }
    .appliance-cover { position: fixed; inset: 0; box-sizing: border-box; width: 100vw; height: 100vh; margin: 0; border: 0;
      padding: 5vmin; place-content: center; color: #14181f; background: #fff; text-align: center; white-space: pre-line;
      font: 500 5vmin/1.5 "Fira Sans", sans-serif; }
    .appliance-cover:popover-open { display: grid; }
    .appliance-cover--name { color: #fff; background: #171a5c; font-size: 14vmin; overflow-wrap: anywhere; }
    .appliance-cover--dark { background: #000; }`;

  /** @param {object} message */
  const say = (message) => /** @type {any} */ (window).vorzimmerKiosk?.(JSON.stringify(message));
  /** @param {Event} event */
  const never = (event) => event.preventDefault();

  // ---- no way out: menus, dragging, selecting, zooming, dialogs, windows, the printer

  const text = "input, textarea, [contenteditable]";
  for (const name of ["contextmenu", "dragstart", "drop", "dragover", "auxclick", "gesturestart"]) addEventListener(name, never, true);
  addEventListener("selectstart", (event) => inText(event.target) || never(event), true);
  addEventListener("wheel", (event) => event.ctrlKey && never(event), { capture: true, passive: false });
  addEventListener("touchmove", (event) => event.touches.length > 1 && never(event), { capture: true, passive: false });

  /** @param {EventTarget | null} target */
  function inText(target) {
    const element = target instanceof Node && !(target instanceof Element) ? target.parentElement : target;
    return element instanceof Element && element.closest(text) !== null;
  }

  /** Keys with which one writes and moves, as in the compositor's keymap; all others do nothing, in the browser neither. */
  const KEYS = new Set([
    "Enter", "Backspace", "Delete", "Tab", "Shift", "AltGraph", "CapsLock", "Dead",
    "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown",
  ]);
  addEventListener("keydown", (event) => isForWriting(event) || never(event), true);

  /** @param {KeyboardEvent} event */
  function isForWriting(event) {
    const known = KEYS.has(event.key) || [...event.key].length === 1;
    return known && !event.metaKey && !((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
  }

  for (const name of /** @type {const} */ (["open", "print", "alert", "stop", "find"])) {
    Object.defineProperty(window, name, { value: () => null });
  }
  Object.defineProperty(window, "confirm", { value: () => false });
  Object.defineProperty(window, "prompt", { value: () => null });

  // ---- somebody is here; five taps in the upper left corner ask for the service page

  let touchedAt = -Infinity;
  /** @type {number[]} */
  let taps = [];
  let covered = "none";

  /** @param {PointerEvent | KeyboardEvent} event */
  function touched(event) {
    if (event.timeStamp - touchedAt >= TOUCH_EVERY_MS) {
      touchedAt = event.timeStamp;
      say({ touched: true });
    }
  }

  /** @param {PointerEvent} event */
  function tapped(event) {
    const inCorner = event.clientX < CORNER_PX && event.clientY < CORNER_PX;
    taps = inCorner ? [...taps.filter((at) => event.timeStamp - at < CORNER_MS), event.timeStamp] : [];
    if (taps.length < CORNER_TAPS) return;
    taps = [];
    say({ service: true });
  }

  addEventListener("pointerdown", (event) => (touched(event), tapped(event)), true);
  addEventListener("keydown", touched, true);

  // ---- covers: what is below takes no touch; a name is only shown, and whoever is in a talk goes on

  for (const name of ["pointerdown", "pointerup", "mousedown", "mouseup", "click", "touchstart", "touchend", "keydown"]) {
    addEventListener(name, shield, { capture: true, passive: false });
  }

  /** @param {Event} event */
  function shield(event) {
    if (covered !== "curtain" && covered !== "dark") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @type {HTMLElement | null} */
  let cover = null;
  let uncovering = 0;

  /**
   * @param {"curtain" | "name" | "dark" | "none"} kind
   * @param {string} words
   * @param {number} seconds 0: until something else is laid over the page
   */
  function lay(kind, words, seconds) {
    clearTimeout(uncovering);
    cover?.remove();
    cover = null;
    covered = kind;
    if (kind === "none") return;
    cover = document.createElement("div");
    cover.className = `appliance-cover appliance-cover--${kind}`;
    cover.setAttribute("popover", "manual");
    cover.setAttribute("role", "status");
    cover.textContent = words;
    document.documentElement.append(cover);
    cover.showPopover();
    if (seconds) uncovering = window.setTimeout(() => lay("none", "", 0), seconds * 1000);
  }

  Object.defineProperty(window, "vorzimmerCover", { value: lay });

  // ---- as soon as there is a document to mark

  function mark() {
    document.documentElement.dataset.appliance = "";
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  }
  if (document.documentElement) mark();
  else new MutationObserver((_, observer) => document.documentElement && (observer.disconnect(), mark())).observe(document, { childList: true });
})();
