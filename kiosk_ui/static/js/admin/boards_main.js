// Call displays, in the administration.

import { BoardsPage } from "./boards/page.js";
import { openPage } from "./gate.js";

openPage((root, refused) => new BoardsPage(root, refused));
