// The language link keeps what else the address says; on a ticket's page the fragment is the ticket.

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"))) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    for (const [name, value] of new URL(link.href).searchParams) address.searchParams.set(name, value);
    location.href = address.href;
  });
}

// The skip link must not replace the fragment, for the same reason.
document.querySelector("a[data-skip]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});
