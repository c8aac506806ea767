import "./app/styles";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { theme, variables } from "./app/theme";
import { startWords } from "./app/words";
import { Gate } from "./session/gate";
import { Hints } from "./ui/hints";
import { Words } from "./ui/words";

const root = document.getElementById("root");
if (root) {
  await startWords();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5_000} />
        <Suspense>
          <Words>
            <Gate />
          </Words>
        </Suspense>
        <Hints />
      </MantineProvider>
    </StrictMode>,
  );
}
