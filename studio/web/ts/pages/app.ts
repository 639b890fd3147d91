// What every page loads: htmx, times in the reader's zone, and live regions.
import "../../vendor/htmx/htmx.min.js";
import "../live";
import "../times";
import "../small";
