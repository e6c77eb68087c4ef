"""Offices and appointments in pictures: the administration of an office, booking on the phone and at a kiosk, the desk.

On the first day on which something is free; all people are made up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PHONE, DESK, ADMINISTRATION, KIOSK = (390, 844), (1440, 900), (1280, 900), (1080, 1920)
ID_CARD, RESIDENCE, CERTIFICATE = 1, 3, 4
BOOKED = (
    ("Erika Mustermann", (RESIDENCE,), 1, "video"),
    ("Ozan Demir", (RESIDENCE, CERTIFICATE), 1, "on_site"),
    ("Familie Nowak", (ID_CARD,), 3, "on_site"),
    ("Lena Lange", (CERTIFICATE,), 1, "video"),
    ("Karl Kurz", (ID_CARD,), 1, "on_site"),
    ("Amira Haddad", (RESIDENCE,), 2, "on_site"),
)
ADMINISTRATION_PAGES = {
    "offices": "offices/", "staff": "staff/", "staffing": "staffing/", "messages": "messages/", "website": "website/",
    "hours": "hours/",
}  # fmt: skip


@dataclass
class Appointments:
    """`open_page(width, height, address)` opens a browser; `take(page, name)` keeps a picture."""

    hall: Any
    open_page: Callable[[int, int, str], Any]
    take: Callable[[Any, str], None]
    sign_in: Callable[[Any], None]

    def take_all(self) -> None:
        self.book_on_the_phone()
        day = self.book_for_others()
        self.desk(day)
        self.kiosk()
        self.administration()
        town = self.open_page(*ADMINISTRATION, self.hall.addresses["website"])
        town.get_by_text("Nummer ziehen").first.wait_for()
        self.take(town, "website-of-the-town")

    def book_on_the_phone(self) -> None:
        page = self.open_page(*PHONE, self.hall.addresses["citizen"])
        page.get_by_role("link", name="Wohnsitz anmelden").first.click()
        page.get_by_role("link", name="Termin buchen").click()
        page.get_by_role("button", name="Freie Zeiten zeigen").wait_for()
        self.take(page, "phone-booking-what")
        page.get_by_role("button", name="Freie Zeiten zeigen").click()
        page.locator("[data-part=times] button").first.wait_for()
        self.take(page, "phone-booking-when")
        page.locator("[data-part=times] button").first.click()
        page.get_by_role("textbox", name="Vor- und Nachname").fill("Mara Beispiel")
        page.get_by_role("textbox", name="E-Mail-Adresse").fill("mara@example.org")
        self.take(page, "phone-booking-who")
        page.get_by_role("button", name="Diesen Termin buchen").click()
        page.wait_for_url("**/appointment#p_*")
        page.get_by_text("Ihr Termin ist gebucht").wait_for()
        self.take(page, "phone-appointment")

    def book_for_others(self) -> str:
        """The day, by its date."""
        from tests.town_hall import Api

        kiosk = self.hall.device("kiosk")
        day = ""
        for number, (name, services, persons, channel) in enumerate(BOOKED):
            listed = ",".join(map(str, services))
            query = f"service={listed}&channel={channel}&persons={persons}&days=14"
            found = kiosk.get(f"/api/slots?{query}{f'&first={day}' if day else ''}")["days"][0]
            day = found["day"]
            slot = found["slots"][min(3 * number, len(found["slots"]) - 1)]
            wish = {"services": services, "channel": channel, "persons": persons, "begins_at": slot}
            holder = Api(self.hall.port, kiosk.post("/api/appointments", wish)["token"])
            contact = {
                "name": name,
                "email": f"{name.split()[-1].lower()}@example.org",
                "phone": f"0151 2345679{number}",
            }
            holder.post("/api/appointment/confirm", contact)
        return day

    def desk(self, day: str) -> None:
        page = self.open_page(*DESK, f"{self.hall.addresses['clerk']}appointments/")
        self.sign_in(page)
        page.locator("input[data-part=day]").fill(day)
        page.locator("input[data-part=day]").dispatch_event("change")
        page.locator(".visit", has_text="Ozan Demir").first.click()
        page.get_by_role("heading", name="Ozan Demir").wait_for()
        self.take(page, "clerk-appointments")

    def kiosk(self) -> None:
        page = self.open_page(*KIOSK, self.hall.addresses["kiosk"])
        page.locator(".attract__start:visible").click()
        page.locator("[data-screen=language]").get_by_role("button", name="Deutsch").click()
        page.locator("[data-screen=intent] [data-value=book]").wait_for()
        self.take(page, "kiosk-upright-intent")
        page.locator("[data-screen=intent] [data-value=check_in]").click()
        page.locator("[data-screen=check_in]").wait_for()
        self.take(page, "kiosk-upright-check-in")
        page.get_by_role("button", name="Neu beginnen").click()
        page.locator(".attract__start:visible").click()
        page.locator("[data-screen=language]").get_by_role("button", name="Deutsch").click()
        page.locator("[data-screen=intent] [data-value=book]").click()
        page.get_by_role("button", name="Personalausweis beantragen").click()
        page.locator("[data-screen=book_day] [data-action=day]").nth(1).wait_for()
        self.take(page, "kiosk-upright-book-day")
        page.locator("[data-screen=book_day] [data-action=day]").nth(1).click()
        page.locator("[data-screen=book_time] [data-action=time]").first.click()
        page.locator("[data-screen=book_contact]").get_by_label("Name").wait_for()
        self.take(page, "kiosk-upright-book-contact")

    def administration(self) -> None:
        page = self.open_page(*ADMINISTRATION, self.hall.addresses["admin"])
        self.sign_in(page)
        for name, path in ADMINISTRATION_PAGES.items():
            page.goto(self.hall.addresses["admin"] + path)
            page.locator(".admin[data-view=overview]").wait_for()
            self.take(page, f"admin-{name}")
        page.goto(f"{self.hall.addresses['admin']}offices/new/")
        page.locator("form[data-step=office] input[name=name]").fill("Wohngeldstelle")
        page.locator("form[data-step=office] input[name=place]").fill("Rathaus, 2. Obergeschoss")
        page.locator("form[data-step=office] input[name=prefix]").fill("W")
        page.locator("form[data-step=office] button[type=submit]").click()
        page.locator("form[data-step=services]").wait_for()
        self.take(page, "admin-new-office")
