// The sounds of the faces, made by WebAudio: nothing is loaded, nothing is recorded.
// A browser may keep a page silent until somebody touches it; `soundReady` tells, `enableSound` uses the touch.

/** A browser that may play starts its clock within this time; one that may not leaves the promise open. */
const START_PATIENCE_MS = 1_000;
/** An audio device that was pulled out never tells that a sound has ended; a busy one tells late. */
const STUCK_MS = 4_000;
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
  { pitch: 659.26, start: 0, length: 1.3, loudness: 0.5 },
  { pitch: 523.25, start: 0.5, length: 1.9, loudness: 0.5 },
];
/** Two short rising notes for one person at a desk or phone. @type {Tone[]} */
const CHIME = [
  { pitch: 783.99, start: 0, length: 0.35, loudness: 0.25 },
  { pitch: 1046.5, start: 0.13, length: 0.5, loudness: 0.25 },
];
/** Somebody needs a person: three times up and down, unlike anything else that sounds here. @type {Tone[]} */
const HELP = [0, 0.5, 1].flatMap((start) => [
  { pitch: 880, start, length: 0.3, loudness: 0.35 },
  { pitch: 659.26, start: start + 0.22, length: 0.35, loudness: 0.35 },
]);
/** Overtones of a struck bar: factor of the pitch, share of the loudness, share of the length. */
const OVERTONES = [
  [1, 1, 1],
  [2.76, 0.18, 0.35],
  [5.4, 0.06, 0.15],
];

/** @type {AudioContext | null} */
let shared = null;

/**
 * The board's and the terminal's call: two tones. Resolves when the last has died away.
 * @param {number} [volume] 0..1
 */
export async function gong(volume = 1) {
  const { ended } = await play("gong", GONG, volume);
  await ended;
}

/** Arrival, "you are next": two short notes. Resolves as soon as it sounds, to whether it could be heard. */
export const chime = async () => (await play("chime", CHIME)).heard;

/** Help is called at a kiosk: 1.6 s, repeated by whoever shows it. Resolves as soon as it sounds. */
export const helpRing = () => play("help", HELP);

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

/** Bytes of a sound file as what can be played; null where this browser cannot. @param {ArrayBuffer} bytes */
export async function decoded(bytes) {
  return (await audio()?.decodeAudioData(bytes).catch(() => null)) ?? null;
}

/**
 * Resolves when it has ended, or was ended by `signal`; to whether it could be heard.
 * @param {string} name
 * @param {AudioBuffer} recording
 * @param {{volume?: number, signal?: AbortSignal}} [options] volume: 0..1
 */
export async function playRecording(name, recording, { volume = 1, signal } = {}) {
  const heard = await soundReady();
  if (!heard || signal?.aborted) return false;
  const context = /** @type {AudioContext} */ (shared);
  const source = new AudioBufferSourceNode(context, { buffer: recording });
  source.connect(new GainNode(context, { gain: volume })).connect(context.destination);
  tell(name, true, recording.duration);
  source.start();
  signal?.addEventListener("abort", () => source.stop(), { once: true });
  await ended([source], recording.duration);
  return true;
}

/**
 * @param {string} name
 * @param {Tone[]} tones
 * @param {number} [volume]
 * @returns {Promise<{heard: boolean, ended: Promise<unknown>}>}
 */
async function play(name, tones, volume = 1) {
  const heard = await soundReady();
  const context = /** @type {AudioContext} */ (shared);
  const struck = heard ? tones : [];
  const waves = struck.flatMap((tone) => strike(context, { ...tone, loudness: tone.loudness * volume }));
  tell(name, heard, secondsOf(tones));
  return { heard, ended: ended(waves, secondsOf(tones)) };
}

/**
 * Told by the sound's own clock, which lags behind the wall's on a busy machine.
 * @param {AudioScheduledSourceNode[]} sources
 * @param {number} seconds how long they should take
 */
function ended(sources, seconds) {
  const all = sources.map((source) => new Promise((resolve) => (source.onended = resolve)));
  return Promise.race([Promise.all(all), pause(seconds * 1000 + STUCK_MS)]);
}

/**
 * A page tells others and tests what it sounds: CustomEvent "sound" on the document, `start` and `end` in seconds of
 * the clock that all its sounds go by.
 * @param {string} name
 * @param {boolean} heard
 * @param {number} seconds
 */
function tell(name, heard, seconds) {
  const start = shared?.currentTime ?? 0;
  document.dispatchEvent(new CustomEvent("sound", { detail: { name, heard, start, end: start + seconds } }));
}

/** @param {Tone[]} tones */
function secondsOf(tones) {
  return Math.max(...tones.map(({ start, length }) => start + length));
}

/**
 * @param {AudioContext} context
 * @param {Tone} tone
 */
function strike(context, tone) {
  return OVERTONES.map(([factor, share, life]) =>
    partial(context, {
      pitch: tone.pitch * factor,
      start: context.currentTime + tone.start,
      length: tone.length * life,
      loudness: tone.loudness * share,
    }),
  );
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
  return wave;
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
