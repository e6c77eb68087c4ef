// Hearing and being heard: the level of the microphone, and a tone for the speaker.
import { routeToSpeaker } from "./devices.js";

/** Speech at arm's length reaches this share of full scale; a quiet room stays below. */
const SPEECH_LEVEL = 0.05;
/** Full scale is a shout: the bar is stretched so that speech moves it. */
const GAIN = 4;
/** Two friendly notes (C5, E5), half a second each. */
const NOTES_HZ = [523.25, 659.25];
const NOTE_SECONDS = 0.5;

export class LevelMeter {
  /** @type {AudioContext | null} */
  #context = null;
  #frame = 0;

  /**
   * @param {MediaStream} stream
   * @param {(level: number, heard: boolean) => void} tell level from 0 to 1, told with each picture of the screen
   */
  start(stream, tell) {
    this.stop();
    try {
      this.#context = new AudioContext();
      const analyser = this.#context.createAnalyser();
      this.#context.createMediaStreamSource(stream).connect(analyser);
      this.#follow(analyser, new Float32Array(analyser.fftSize), tell);
    } catch {
      this.stop(); // no bar; the check goes on without it
    }
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    void this.#context?.close().catch(() => {});
    this.#context = null;
  }

  /**
   * @param {AnalyserNode} analyser
   * @param {Float32Array<ArrayBuffer>} samples
   * @param {(level: number, heard: boolean) => void} tell
   */
  #follow(analyser, samples, tell) {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    tell(Math.min(1, loudness * GAIN), loudness > SPEECH_LEVEL);
    this.#frame = requestAnimationFrame(() => this.#follow(analyser, samples, tell));
  }
}

/** Plays through an element and not directly, as only elements can be sent to a chosen speaker everywhere. */
export async function playTestTone() {
  const context = new AudioContext();
  const element = new Audio();
  const output = context.createMediaStreamDestination();
  element.srcObject = output.stream;
  try {
    await routeToSpeaker(element);
    await Promise.all([element.play(), context.resume()]);
    NOTES_HZ.forEach((pitch, index) => playNote(context, output, pitch, index * NOTE_SECONDS));
    await new Promise((resolve) => setTimeout(resolve, NOTES_HZ.length * NOTE_SECONDS * 1_000 + 300));
  } catch {
    // no speaker, or the browser refuses: the person hears nothing, which is the result of the test
  }
  element.srcObject = null;
  await context.close();
}

/**
 * @param {AudioContext} context
 * @param {AudioNode} output
 * @param {number} pitch Hz
 * @param {number} start seconds from now
 */
function playNote(context, output, pitch, start) {
  const from = context.currentTime + start;
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.4, from + 0.03);
  volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
  const note = new OscillatorNode(context, { frequency: pitch });
  note.connect(volume).connect(output);
  note.start(from);
  note.stop(from + NOTE_SECONDS);
}
