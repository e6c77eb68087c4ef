// The staffing plan of the administration.

import { openPage } from "./gate.js";
import { StaffingPage } from "./staffing/page.js";

openPage((root, refused) => new StaffingPage(root, refused));
