// The devices of the administration.

import { FleetPage } from "./fleet/page.js";
import { openPage } from "./gate.js";

openPage((root, refused) => new FleetPage(root, refused));
