// Forms, in the administration.

import { FormsPage } from "./forms/page.js";
import { openPage } from "./gate.js";

openPage((root, refused) => new FormsPage(root, refused), ["admin"]);
