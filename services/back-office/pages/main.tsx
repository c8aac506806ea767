import "./app/styles";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { theme, variables } from "./app/theme";
import { startWords } from "./app/words";
import { Gate } from "./session/gate";

const root = document.getElementById("root");
if (root) {
  await startWords();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5_000} />
        <Suspense>
          <Gate />
        </Suspense>
      </MantineProvider>
    </StrictMode>,
  );
}
