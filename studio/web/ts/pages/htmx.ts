// For pages with parts that are asked for alone.
import "../../vendor/htmx/htmx.min.js";
