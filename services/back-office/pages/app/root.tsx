import { createRootRoute } from "@tanstack/react-router";
import { Missing } from "./missing";
import { Shell } from "./shell";

/** What every screen stands in. */
export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: Missing });
