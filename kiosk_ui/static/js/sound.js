// The sounds of the faces, made by WebAudio: nothing is loaded, nothing is recorded.
// A browser may keep a page silent until somebody touches it; `soundReady` tells, `enableSound` uses the touch.

/** A browser that may play starts its clock within this time; one that may not leaves the promise open. */
const START_PATIENCE_MS = 400;
const ATTACK_SECONDS = 0.012;

/**
 * @typedef {object} Tone
 * @property {number} pitch Hz
 * @property {number} start seconds after the beginning of the sound
 * @property {number} length seconds until it has died away
 * @property {number} loudness 0..1
 */

/** Two bars of a chime, a major third apart downwards (E5, C5): heard through talk, never shrill. @type {Tone[]} */
const GONG = [
  { pitch: 659.26, start: 0, length: 1.5, loudness: 0.5 },
  { pitch: 523.25, start: 0.55, length: 2.2, loudness: 0.5 },
];
/** Two short rising notes for one person at a desk or phone. @type {Tone[]} */
const CHIME = [
  { pitch: 783.99, start: 0, length: 0.35, loudness: 0.25 },
  { pitch: 1046.5, start: 0.13, length: 0.5, loudness: 0.25 },
];
/** Overtones of a struck bar: factor of the pitch, share of the loudness, share of the length. */
const OVERTONES = [
  [1, 1, 1],
  [2.76, 0.18, 0.35],
  [5.4, 0.06, 0.15],
];

/** @type {AudioContext | null} */
let shared = null;

/** The board's and the terminal's call: two tones, 2.8 s. Resolves to whether it could be heard. */
export const gong = () => play("gong", GONG);
/** Arrival, "you are next": two short notes. Resolves to whether it could be heard. */
export const chime = () => play("chime", CHIME);

/** Whether this page may make sound now. @returns {Promise<boolean>} */
export async function soundReady() {
  const context = audio();
  if (!context) return false;
  if (context.state === "running") return true;
  await Promise.race([context.resume().catch(() => {}), pause(START_PATIENCE_MS)]);
  return isRunning(context);
}

/** To be called from a click or key: from then on the page may sound. @returns {Promise<boolean>} */
export const enableSound = soundReady;

/**
 * A page tells others and tests what it sounded: CustomEvent "sound" on the document, detail the name.
 * @param {string} name
 * @param {Tone[]} tones
 */
async function play(name, tones) {
  const heard = await soundReady();
  if (heard) for (const tone of tones) strike(/** @type {AudioContext} */ (shared), tone);
  document.dispatchEvent(new CustomEvent("sound", { detail: { name, heard } }));
  return heard;
}

/**
 * @param {AudioContext} context
 * @param {Tone} tone
 */
function strike(context, tone) {
  for (const [factor, share, life] of OVERTONES) {
    partial(context, {
      pitch: tone.pitch * factor,
      start: context.currentTime + tone.start,
      length: tone.length * life,
      loudness: tone.loudness * share,
    });
  }
}

/**
 * One sine that is struck and dies away; nodes free themselves when it ends.
 * @param {AudioContext} context
 * @param {Tone} tone start: on the context's own clock
 */
function partial(context, { pitch, start, length, loudness }) {
  const wave = new OscillatorNode(context, { frequency: pitch });
  const level = new GainNode(context, { gain: 0 });
  level.gain.setValueAtTime(0.0001, start);
  level.gain.exponentialRampToValueAtTime(loudness, start + ATTACK_SECONDS);
  level.gain.exponentialRampToValueAtTime(0.0001, start + length);
  wave.connect(level).connect(context.destination);
  wave.start(start);
  wave.stop(start + length);
}

function audio() {
  if (!shared && typeof AudioContext === "function") shared = new AudioContext();
  return shared;
}

/** Read again after waiting: the state changes by itself. @param {AudioContext} context */
function isRunning(context) {
  return context.state === "running";
}

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
