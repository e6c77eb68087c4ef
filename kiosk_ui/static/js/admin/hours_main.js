// The opening hours of the administration.

import { openPage } from "./gate.js";
import { HoursPage } from "./hours/page.js";

openPage((root, refused) => new HoursPage(root, refused));
