// The town's website, in the administration.

import { openPage } from "./gate.js";
import { WebsitePage } from "./website/page.js";

openPage((root, refused) => new WebsitePage(root, refused));
