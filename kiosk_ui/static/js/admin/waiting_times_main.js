// How true the displayed waiting times were.

import { openPage } from "./gate.js";
import { WaitingTimesPage } from "./waiting_times/page.js";

openPage((root, refused) => new WaitingTimesPage(root, refused));
