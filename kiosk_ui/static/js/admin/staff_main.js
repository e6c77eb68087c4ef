// Colleagues in the administration.

import { openPage } from "./gate.js";
import { StaffPage } from "./staff/page.js";

openPage((root, refused) => new StaffPage(root, refused));
