import "./app/styles";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { theme, variables } from "./app/theme";
import { startWords } from "./app/words";
import { whoIsSignedIn } from "./session/door";
import { Gate } from "./session/gate";
import { foresee } from "./session/parts";
import { Hints } from "./ui/hints";
import { Words } from "./ui/words";

const root = document.getElementById("root");
if (root) {
  // All of it at once: the words, who asks, and what they will most likely be shown.
  const words = startWords();
  const asked = whoIsSignedIn().catch(() => null);
  foresee();
  await words;
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5_000} />
        <Suspense>
          <Words>
            <Gate asked={asked} />
          </Words>
        </Suspense>
        <Hints />
      </MantineProvider>
    </StrictMode>,
  );
}
