// Statistics of the offices.

import { openPage } from "./gate.js";
import { StatisticsPage } from "./statistics/page.js";

openPage((root, refused) => new StatisticsPage(root, refused));
