// What every page loads: times in the reader's zone, live regions, and the ears'
// clock.
import { earClock } from "../ear";
import "../live";
import "../times";
import "../small";

earClock();
