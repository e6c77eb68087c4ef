// The page of appointments, for reception and clerks.

import { openPage } from "../admin/gate.js";
import { AppointmentsPage } from "./appointments/page.js";

openPage((root, refused) => new AppointmentsPage(root, refused), ["reception", "clerk", "supervisor", "admin"]);
