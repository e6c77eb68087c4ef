// Camera, microphone and speaker of this page: opened without ever throwing, because there is always a way on without them.

/**
 * @typedef {"camera" | "voice" | "text"} Media what somebody takes part with
 * @typedef {"audio" | "video"} Kind
 * @typedef {"refused" | "refused_by_system" | "missing" | "busy" | "insecure"} Problem
 * @typedef {Partial<Record<Kind, Problem>>} Problems
 * @typedef {{camera?: string, microphone?: string, speaker?: string}} Choice device ids
 */

/** @type {Record<Media, Kind[]>} */
const KINDS = { camera: ["audio", "video"], voice: ["audio"], text: [] };

/** @param {Media} media */
export const kindsOf = (media) => KINDS[media];

/** @type {Record<string, Problem>} by the name of the DOMException */
const PROBLEMS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  TypeError: "insecure",
};

const CHOICE_KEY = "vorzimmer-devices";

/**
 * Asks once for all that `media` needs; what fails together is tried one by one.
 * @param {Media} media
 * @returns {Promise<{stream: MediaStream, problems: Problems}>} the stream holds what could be opened, perhaps nothing
 */
export async function openDevices(media) {
  const kinds = KINDS[media];
  const together = await open(kinds);
  if (!together.problem || kinds.length < 2) {
    return { stream: together.stream, problems: Object.fromEntries(kinds.flatMap((kind) => named(kind, together))) };
  }
  return openOneByOne(kinds, together.problem);
}

/** One device, for somebody who switches it on later. @param {Kind} kind */
export async function openDevice(kind) {
  const { stream, problem } = await open([kind]);
  return { track: stream.getTracks()[0] ?? null, problem };
}

/** @returns {Choice} */
export function chosenDevices() {
  try {
    return JSON.parse(sessionStorage.getItem(CHOICE_KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Choice} choice kept for this tab only */
export function chooseDevices(choice) {
  try {
    sessionStorage.setItem(CHOICE_KEY, JSON.stringify({ ...chosenDevices(), ...choice }));
  } catch {
    // storage is refused: the browser's own choice is used
  }
}

/** @param {MediaDeviceKind} kind */
export async function listDevices(kind) {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === kind && device.deviceId);
  } catch {
    return [];
  }
}

/** Plays through the chosen speaker where the browser lets a page choose. @param {HTMLMediaElement} element */
export async function routeToSpeaker(element) {
  const { speaker } = chosenDevices();
  try {
    if (speaker) await element.setSinkId?.(speaker);
  } catch {
    // the speaker is gone: the system's own is used
  }
}

/**
 * @param {Kind[]} kinds
 * @returns {Promise<{stream: MediaStream, problem?: Problem}>}
 */
async function open(kinds) {
  if (kinds.length === 0) return { stream: new MediaStream() };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(constraints(kinds)) };
  } catch (error) {
    return { stream: new MediaStream(), problem: problemOf(/** @type {Error} */ (error)) };
  }
}

/**
 * After a refusal only what is already permitted is tried: another question would annoy, and some browsers then block the page for a week.
 * @param {Kind[]} kinds
 * @param {Problem} reason
 */
async function openOneByOne(kinds, reason) {
  const stream = new MediaStream();
  /** @type {Problems} */
  const problems = {};
  for (const kind of kinds) {
    const mayAsk = !reason.startsWith("refused") || (await isGranted(kind));
    const one = mayAsk ? await open([kind]) : { stream, problem: reason };
    if (one.problem) problems[kind] = one.problem;
    else one.stream.getTracks().forEach((track) => stream.addTrack(track));
  }
  return { stream, problems };
}

/** @param {Kind} kind */
async function isGranted(kind) {
  try {
    const name = /** @type {PermissionName} */ (kind === "audio" ? "microphone" : "camera");
    return (await navigator.permissions.query({ name })).state === "granted";
  } catch {
    return false;
  }
}

/**
 * @param {Kind[]} kinds
 * @returns {MediaStreamConstraints}
 */
function constraints(kinds) {
  const { camera, microphone } = chosenDevices();
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
  return {
    audio: kinds.includes("audio") && { ...sound, ...(microphone && { deviceId: microphone }) },
    video: kinds.includes("video") && { ...picture, ...(camera ? { deviceId: camera } : { facingMode: "user" }) },
  };
}

/**
 * @param {Error} error
 * @returns {Problem}
 */
function problemOf(error) {
  if (!navigator.mediaDevices) return "insecure";
  if (error.name === "NotAllowedError" && /system/i.test(error.message)) return "refused_by_system";
  return PROBLEMS[error.name] ?? "busy";
}

/**
 * @param {Kind} kind
 * @param {{problem?: Problem}} result
 * @returns {[Kind, Problem][]}
 */
function named(kind, { problem }) {
  return problem ? [[kind, problem]] : [];
}
