// The language link keeps the fragment: on a ticket's page the fragment is the ticket.

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"))) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.href = link.getAttribute("href") + location.hash;
  });
}

// The skip link must not replace the fragment, for the same reason.
document.querySelector("a[data-skip]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});
