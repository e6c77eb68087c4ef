// The set-up file of the administration.

import { openPage } from "./gate.js";
import { SetUpFilePage } from "./set_up_file/page.js";

openPage((root, refused) => new SetUpFilePage(root, refused), ["admin"]);
