// A port: captions of what is said. Nothing of ours writes them yet, and no server can, as it hears nothing (end-to-end
// encryption): a source works in the browser, on the sound that arrives there. `RoomView` takes one by its option `captions`
// and hands it each sound; the lines belong into the chat panel, beside what people write.

/**
 * @typedef {object} Caption
 * @property {string} from participant
 * @property {string} text the line so far; a later one with the same `id` takes its place
 * @property {string} id
 * @property {boolean} final nothing of it changes any more
 *
 * @typedef {object} CaptionSource
 * @property {string[]} languages for which it works, as BCP 47 tags
 * @property {(sound: MediaStream, from: string, write: (caption: Caption) => void) => () => void} listen
 *   begins to write captions of one person's sound; what it returns ends that
 */

export {};
