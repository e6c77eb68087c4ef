// The assistant for a new office.

import { openPage } from "./gate.js";
import { Assistant } from "./new_office/assistant.js";

openPage((root, refused) => new Assistant(root, refused));
