// The page of the reception.

import { openPage } from "../admin/gate.js";
import { ReceptionPage } from "./page.js";

openPage((root, refused) => new ReceptionPage(root, refused), ["reception", "supervisor"]);
