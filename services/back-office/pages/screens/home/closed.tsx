import { Group, Text } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";
import { graphql } from "@/api/generated/office";
import { Go } from "@/ui/links";
import { moment } from "@/ui/when";

const Closures = graphql(`
  query Closures {
    registries { id maintenance { number from until } }
  }
`);

/** Windows are planned days ahead: they are not asked for with everything that happens. */
const EVERY = 60_000;
const SOON = 24 * 3_600_000;

/** Registries that are closed, or close within a day: one line, and none where there are none. */
export function Closed({ now }: { now: number }) {
  const { t } = useTranslation("home");
  const [{ data }, ask] = useQuery({ query: Closures });
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") ask({ requestPolicy: "network-only" });
    }, EVERY);
    return () => clearInterval(timer);
  }, [ask]);
  const words = (data?.registries ?? []).flatMap(({ id, maintenance }) =>
    maintenance
      .filter(({ from, until }) => now < Date.parse(until) && Date.parse(from) - now < SOON)
      .map(({ from, until }) =>
        t(Date.parse(from) <= now ? "closed.now" : "closed.soon", {
          registry: id,
          from: moment(from),
          until: moment(until),
        }),
      ),
  );
  if (words.length === 0) return null;
  return (
    <Group gap={6} mb="xs" wrap="nowrap" align="flex-start">
      <IconTool size={16} stroke={1.5} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <Text size="sm">
        {words.join(" · ")}{" "}
        <Go to="/registries" search={{}} style={{ textDecoration: "underline" }}>
          {t("closed.all")}
        </Go>
      </Text>
    </Group>
  );
}
