// How a message arrives, drawn from the same blocks that the server makes mail and text of.

import { fill, part } from "../../clerk/elements.js";
import { plural } from "../../texts.js";

/** @typedef {import("./shapes.js").Preview} Preview */

/**
 * @param {HTMLElement} root
 * @param {Preview} preview
 * @param {string} language whose text it is
 */
export function showPreview(root, preview, language) {
  fill(root, {
    preview_subject: preview.subject,
    preview_sms: preview.sms,
    preview_parts: plural("sms.parts", preview.sms_parts),
  });
  const mail = part(root, "preview-mail");
  mail.lang = language.split("-")[0];
  part(root, "preview-content").replaceChildren(...preview.content.map(drawBlock));
}

/** @param {Preview["content"][number]} block */
function drawBlock({ kind, lines }) {
  if (kind === "list") return element("ul", ...lines.map((line) => element("li", ...line.map(drawSpan))));
  if (kind === "link") {
    const button = element("span", ...lines.flat().map(drawSpan)); // no link: an example leads nowhere
    button.className = "preview-button";
    return element("p", button);
  }
  return element("p", ...lines.flatMap((line, index) => [...(index ? [document.createElement("br")] : []), ...line.map(drawSpan)]));
}

/** @param {{text: string, strong: boolean}} span */
function drawSpan({ text, strong }) {
  return strong ? element("strong", text) : document.createTextNode(text);
}

/**
 * @param {string} name
 * @param {...(Node | string)} children
 */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
