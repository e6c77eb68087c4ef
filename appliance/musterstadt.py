"""Musterstadt, the town of the demo and of the tests: three offices in two departments. Data only.

The demo's town takes appointments from the first day on; `TOWN` is the same town before anybody planned any.

The keys are those of the public service catalogue (FIM, Leistungskatalog "LeiKa": 99, group, object, procedure,
detail; procedure 012 is Ausstellung, 104 is Anmeldung).
"""

from dataclasses import replace

from appliance.domain.form import Condition, Field, FieldType, Form, Option, Writers, usual_length
from appliance.domain.office_hours import Hours
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel
from appliance.operations.set_up import (
    PlannedClerk,
    PlannedCounter,
    PlannedDepartment,
    PlannedForm,
    PlannedOffice,
    PlannedService,
    PlannedStaffing,
    Town,
)

ID_CARD = PlannedService(
    name="Personalausweis beantragen",
    description="Neuer Ausweis, auch nach Verlust oder Namensänderung. Fingerabdrücke nehmen wir nur vor Ort.",
    documents=(
        "Bisheriger Ausweis oder Reisepass\nBiometrisches Passfoto (digital)\n"
        "Geburts- oder Eheurkunde beim ersten Antrag"
    ),
    fim_key="99008001012000",
    minutes=15,
    channels=(Channel.ON_SITE,),
)
PASSPORT = PlannedService(
    name="Reisepass beantragen",
    description="Reisepass für Erwachsene und Kinder, auf Wunsch im Expressverfahren.",
    documents=(
        "Bisheriger Ausweis oder Reisepass\nBiometrisches Passfoto (digital)\nBei Kindern: Zustimmung beider Eltern"
    ),
    fim_key="99085001012000",
    minutes=15,
    channels=(Channel.ON_SITE,),
)
RESIDENCE = PlannedService(
    name="Wohnsitz anmelden",
    description="Anmelden oder ummelden, wenn Sie in Musterstadt eine Wohnung bezogen haben.",
    documents="Personalausweis oder Reisepass\nWohnungsgeberbestätigung",
    fim_key="99115005104000",
    minutes=12,
)
REGISTRATION_CERTIFICATE = PlannedService(
    name="Meldebescheinigung",
    description="Bestätigung Ihrer gemeldeten Anschrift für Behörden, Bank oder Arbeitgeber.",
    documents="Personalausweis oder Reisepass",
    fim_key="99115003012000",
    minutes=6,
)
VEHICLE_REGISTRATION = PlannedService(
    name="Fahrzeug zulassen oder umschreiben",
    description="Neues oder gebrauchtes Fahrzeug zulassen, Halter oder Kennzeichen wechseln.",
    documents=(
        "Personalausweis oder Reisepass\nVersicherungsbestätigung (eVB-Nummer)\n"
        "Zulassungsbescheinigung Teil I und II\nSEPA-Mandat für die Kfz-Steuer\nNachweis der Hauptuntersuchung"
    ),
    fim_key="99036008034000",  # not checked against the catalogue: only the group (036, vehicles) is certain
    minutes=20,
    channels=(Channel.ON_SITE,),
)
VEHICLE_DEREGISTRATION = PlannedService(
    name="Fahrzeug abmelden",
    description="Außerbetriebsetzung, zum Beispiel nach Verkauf oder Verschrottung.",
    documents="Zulassungsbescheinigung Teil I\nKennzeichenschilder\nBei Verschrottung: Verwertungsnachweis",
    fim_key="99036003070000",  # not checked against the catalogue: only the group (036, vehicles) is certain
    minutes=8,
)
MARRIAGE = PlannedService(
    name="Eheschließung anmelden",
    description="Beratung zu den Unterlagen und Anmeldung Ihrer Eheschließung.",
    documents=(
        "Personalausweise oder Reisepässe\nBeglaubigte Auszüge aus dem Geburtenregister\n"
        "Erweiterte Meldebescheinigungen"
    ),
    fim_key="99059001104000",
    minutes=30,
)
CIVIL_CERTIFICATE = PlannedService(
    name="Geburts-, Ehe- oder Sterbeurkunde",
    description="Urkunden aus den Registern des Standesamts Musterstadt.",
    documents="Personalausweis oder Reisepass\nBei Urkunden anderer: Nachweis der Berechtigung",
    fim_key="99090001012000",  # not checked against the catalogue: only the procedure (012, Ausstellung) is certain
    minutes=10,
)

CITIZENS_OFFICE = PlannedOffice(
    name="Bürgeramt",
    prefix="A",
    place="Rathaus, Erdgeschoss",
    services=(ID_CARD, PASSPORT, RESIDENCE, REGISTRATION_CERTIFICATE),
    counters=(PlannedCounter("Schalter 1"), PlannedCounter("Heimarbeitsplatz 1", is_home=True)),
)
VEHICLE_OFFICE = PlannedOffice(
    name="Kfz-Zulassung",
    prefix="K",
    place="Rathaus, Eingang Hofseite",
    services=(VEHICLE_REGISTRATION, VEHICLE_DEREGISTRATION),
    counters=(PlannedCounter("Schalter 2"),),
)
REGISTRY_OFFICE = PlannedOffice(
    name="Standesamt",
    prefix="S",
    place="Rathaus, 1. Obergeschoss",
    services=(MARRIAGE, CIVIL_CERTIFICATE),
    counters=(PlannedCounter("Zimmer 12"),),
)

_CITIZENS = tuple(service.name for service in CITIZENS_OFFICE.services)
_VEHICLES = tuple(service.name for service in VEHICLE_OFFICE.services)
_REGISTRY = tuple(service.name for service in REGISTRY_OFFICE.services)

TOWN = Town(
    name="Stadt Musterstadt",
    departments=(
        PlannedDepartment("Fachbereich Bürgerdienste", (CITIZENS_OFFICE, REGISTRY_OFFICE)),
        PlannedDepartment("Fachbereich Ordnung und Verkehr", (VEHICLE_OFFICE,)),
    ),
    clerks=(
        PlannedClerk("Aylin Yildiz", "yildiz", _CITIZENS),
        PlannedClerk("Jan Brandt", "brandt", _VEHICLES + _CITIZENS),
        PlannedClerk(
            "Petra Hoffmann",
            "hoffmann",
            _CITIZENS + _VEHICLES + _REGISTRY,
            (Role.CLERK, Role.SUPERVISOR, Role.ADMIN),
        ),
        PlannedClerk("Deniz Kaya", "kaya", _CITIZENS + _REGISTRY, (Role.CLERK, Role.RECEPTION)),
    ),
)

MOVING_IN = Form(
    "Anmeldung einer Wohnung",
    tuple(
        map(
            usual_length,
            (
                Field("who", FieldType.HEADING, "Wer zieht ein?"),
                Field("family_name", FieldType.NAME, "Familienname", "Wie im Ausweis", required=True),
                Field("first_names", FieldType.NAME, "Vornamen", "Alle, wie im Ausweis", required=True),
                Field("born_on", FieldType.DATE, "Geburtsdatum", required=True),
                Field("home", FieldType.HEADING, "Die neue Wohnung"),
                Field("street", FieldType.TEXT, "Straße und Hausnummer", required=True),
                Field("floor", FieldType.TEXT, "Stockwerk, Wohnungsnummer"),
                Field("moved_in_on", FieldType.DATE, "Einzug am", required=True),
                Field("kind", FieldType.CHOICE, "Diese Wohnung ist", required=True,
                      options=(Option("only", "meine einzige Wohnung"), Option("main", "meine Hauptwohnung"),
                               Option("second", "eine Nebenwohnung"))),
                Field("with_family", FieldType.CHECKBOX, "Es ziehen noch andere mit ein"),
                Field("others", FieldType.LONG_TEXT, "Wer zieht mit ein?",
                      "Namen und Geburtsdaten, eine Person pro Zeile", required=True,
                      shown_if=Condition("with_family", True)),
                Field("before", FieldType.LONG_TEXT, "Bisherige Anschrift", required=True),
                Field("office", FieldType.HEADING, "Für das Amt"),
                Field("landlord_confirmed", FieldType.CHECKBOX, "Die Wohnungsgeberbestätigung hat vorgelegen",
                      writers=Writers.CLERK),
                Field("law", FieldType.NOTE, "Wer eine Wohnung bezieht, hat sich innerhalb von zwei Wochen anzumelden"
                      " (§ 17 Bundesmeldegesetz)."),
            ),
        )
    ),
)  # fmt: skip

_DAY = (Hours(8 * 60, 12 * 60), Hours(13 * 60, 17 * 60))
_MORNING = (Hours(8 * 60, 12 * 60),)

DEMO_TOWN = replace(
    TOWN,
    staffing=(
        PlannedStaffing("yildiz", CITIZENS_OFFICE.name, _DAY),
        PlannedStaffing("brandt", VEHICLE_OFFICE.name, _DAY),
        PlannedStaffing("kaya", CITIZENS_OFFICE.name, _MORNING),
        PlannedStaffing("kaya", REGISTRY_OFFICE.name, _DAY),
    ),
    forms=(PlannedForm(MOVING_IN, (RESIDENCE.name,)),),
)
"""Hoffmann's time is her own: she leads the house."""
