// Files of a conversation: the shelf that all pages share, its panel, and looking at one of them together.
import { SharedPages } from "../pages/shared.js";
import { PagesView } from "../pages/view.js";
import { FilesPanel } from "./panel.js";
import { FileShelf } from "./shelf.js";

export class Files {
  #shelf;
  #shared;
  #pages;
  #panel;

  /** @param {import("../features.js").Context} context */
  constructor(context) {
    this.#shelf = new FileShelf(context.room);
    this.#shared = new SharedPages(context.room);
    this.#pages = new PagesView(context, this.#shelf, this.#shared);
    this.#panel = new FilesPanel(context, this.#shelf, ({ id }) => this.#shared.change({ file: id, page: 1, zoom: 1 }));
  }

  stop() {
    this.#panel.stop();
    this.#pages.stop();
    this.#shared.stop();
    this.#shelf.stop();
  }
}
