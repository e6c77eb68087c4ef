// A file that the page made, handed to the person.

/**
 * The browser asks where to keep it, or keeps it among the downloads.
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type its media type
 */
export function save(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
