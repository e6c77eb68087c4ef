// The messages of the administration.

import { openPage } from "./gate.js";
import { MessagesPage } from "./messages/page.js";

openPage((root, refused) => new MessagesPage(root, refused));
