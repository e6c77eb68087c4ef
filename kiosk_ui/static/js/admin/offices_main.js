// The offices of the administration.

import { openPage } from "./gate.js";
import { OfficesPage } from "./offices/page.js";

openPage((root, refused) => new OfficesPage(root, refused));
