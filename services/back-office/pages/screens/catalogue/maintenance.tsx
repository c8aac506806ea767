import { Alert, Button, Group, Text } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { now } from "@/ui/clock";
import { useDialogs } from "@/ui/dialogs";
import { When } from "@/ui/when";
import css from "./catalogue.module.css";
import { CallOffDialog } from "./maintenance-commands";
import { lasting, type Registry, type Window } from "./windows";

/** When a registry is closed: the window under way before all, and those to come. */
export function Maintenance({ of: registry }: { of: Registry }) {
  const { t, i18n } = useTranslation("catalogue");
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<"callOff">();
  const [chosen, setChosen] = useState<Window | null>(null);
  const { maintenance } = registry;
  const current = maintenance.find(({ underWay }) => underWay);
  const ahead = maintenance.filter(({ underWay }) => !underWay);
  const callOff = (window: Window) =>
    rights.support && (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("maintenance.callOff.of", { number: window.number })}
        onClick={() => {
          setChosen(window);
          show("callOff");
        }}
      >
        {t("maintenance.callOff.open")}
      </Button>
    );
  return (
    <>
      {current && (
        <Alert color="orange" variant="light" icon={<IconTool />} py="xs" mb="xs">
          <Group justify="space-between" align="flex-start" gap="xs">
            <div>
              <Text size="sm" component="div">
                <Text span inherit fw={600}>
                  {t("maintenance.until")} <When at={current.until} />
                </Text>
                {` · ${t("maintenance.still", {
                  span: lasting(Date.parse(current.until) - now(), i18n.language),
                })}`}
              </Text>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {current.reason}
              </Text>
              <Text size="xs" c="dimmed">
                {t("maintenance.waits")}
              </Text>
            </div>
            {callOff(current)}
          </Group>
        </Alert>
      )}
      {ahead.length > 0 && (
        <>
          <Text size="xs" c="dimmed" id={`ahead-${registry.id}`}>
            {t("maintenance.ahead")}
          </Text>
          <ul className={css.windows} aria-labelledby={`ahead-${registry.id}`}>
            {ahead.map((window) => (
              <li key={window.number}>
                <div style={{ flex: "1 1 16rem", minWidth: 0 }}>
                  <Text size="sm" component="div">
                    <When at={window.from} /> – <When at={window.until} />
                    {` · ${lasting(Date.parse(window.until) - Date.parse(window.from), i18n.language)}`}
                  </Text>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {window.reason}
                  </Text>
                </div>
                {callOff(window)}
              </li>
            ))}
          </ul>
        </>
      )}
      {name && chosen && <CallOffDialog key={turn} {...props} registry={registry.id} window={chosen} />}
    </>
  );
}
