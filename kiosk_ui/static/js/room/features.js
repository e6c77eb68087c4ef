// What people do together in a room beside seeing and hearing each other, each in a module of its own.
// A feature gets to know everything through the events of its room: see `Room`, and `frame:<type>` for messages of its own.
import { AudioFirst } from "./audio_first.js";
import { ChatPanel } from "./chat_panel.js";
import { CheckNumber } from "./check_number.js";
import { CopyConsent } from "./documents/copy_consent.js";
import { DeviceVoucher } from "./device_voucher.js";
import { DocumentDesk } from "./documents/desk.js";
import { ScreenSharing } from "./screen.js";
import { ShowPanel } from "./documents/show_panel.js";
import { Drafts } from "./drafts.js";
import { Recovery } from "./recovery.js";
import { SignLanguage } from "./sign_language.js";
import { Ways } from "./ways.js";
import { FormPanel } from "./form/form_panel.js";
import { Files } from "./files/files.js";
import { More } from "./more.js";
import { nextSteps } from "./next_steps.js";
import { NotesPanel } from "./notes.js";
import { PeoplePanel } from "./people.js";

/**
 * @typedef {object} Context
 * @property {HTMLElement} root of the room, with every part in it
 * @property {import("./room.js").Room} room
 * @property {import("./notices.js").Notices} notices
 * @property {import("./panels.js").Panels} panels
 * @property {import("../live.js").LiveConnection} live
 * @property {import("./local_media.js").LocalMedia} local our own camera and microphone
 * @property {import("./quality_watch.js").QualityWatch} quality
 * @property {import("./view.js").ViewOptions} options
 *
 * @typedef {{stop: () => void}} Feature
 */

/** @type {((context: Context) => Feature | null)[]} null where it does not apply */
export const FEATURES = [
  (context) => new CheckNumber(context),
  (context) => (context.options.deviceKey ? new DeviceVoucher(context) : null),
  (context) => new ChatPanel(context),
  (context) => new Drafts(context),
  (context) => new Recovery(context),
  (context) => new AudioFirst(context),
  (context) => new SignLanguage(context),
  (context) => new Ways(context),
  (context) => (context.options.role === "clerk" ? new DocumentDesk(context) : new CopyConsent(context)),
  (context) => (context.options.showsDocuments ? new ShowPanel(context) : null),
  (context) => nextSteps(context),
  (context) => new FormPanel(context),
  (context) => new ScreenSharing(context),
  (context) => new Files(context),
  (context) => (context.options.role === "clerk" ? new NotesPanel(context) : null),
  (context) => new PeoplePanel(context),
  (context) => new More(context),
];
