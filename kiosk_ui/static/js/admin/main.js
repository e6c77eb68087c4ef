// The overview of the administration. Devices have a page of their own; their QR codes lead here.

import { openPage } from "./gate.js";
import { Overview } from "./overview.js";

if (location.hash.startsWith("#adopt=")) location.replace(`/admin/devices/${location.search}${location.hash}`);
else openPage((root, refused) => new Overview(root, refused));
