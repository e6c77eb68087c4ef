// The filled form as a PDF: the room seals what is in it, the web draws it.

/**
 * @param {unknown} sealed as the room gave it out
 * @returns {Promise<Blob>} rejects when there is none
 */
export async function pdfOf(sealed) {
  const response = await fetch("/api/consultation-form/pdf", {
    method: "POST",
    headers: { "Accept": "application/pdf", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json", "X-Vorzimmer": "1" },
    body: JSON.stringify(sealed),
    credentials: "same-origin",
  });
  if (!response.ok) throw new Error(`http_${response.status}`);
  return response.blob();
}
