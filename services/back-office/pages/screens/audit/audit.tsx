import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { Page } from "@/ui/page";
import { Compare } from "./compare";
import { Events } from "./events";
import { OperatorLog } from "./log";
import { auditRoute } from "./routes";
import { views } from "./search";
import { Verify } from "./verify";

/** Who did what, when, and whether anybody has touched what was recorded. */
export function Audit() {
  const { t } = useTranslation(["audit", "common"]);
  const search = auditRoute.useSearch();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const { rights } = useSession();
  const shown = views.filter((view) => view === "events" || view === "compare" || rights.oversee);
  const view = shown.find((known) => known === search.view) ?? "events";
  return (
    <Page title={t("title")} full>
      <Tabs
        value={view}
        onChange={(chosen) => {
          const next = views.find((known) => known === chosen);
          void navigate({ search: { view: next === "events" ? undefined : next, stream: search.stream } });
        }}
      >
        <Tabs.List mb="xs">
          {shown.map((known) => (
            <Tabs.Tab key={known} value={known}>
              {t(`views.${known}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {view === "events" && <Events />}
      {view === "compare" && <Compare />}
      {view === "verify" && <Verify />}
      {view === "log" && <OperatorLog />}
    </Page>
  );
}
