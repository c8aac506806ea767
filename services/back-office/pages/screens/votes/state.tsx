import { Group, Text } from "@mantine/core";
import { IconCheck, IconHourglass, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Tag, type TagColor } from "@/ui/tag";

const colours: Record<string, TagColor> = {
  Voting: "orange",
  Announced: "orange",
  Approved: "blue",
  Submitted: "blue",
  Completed: "teal",
  Stayed: "teal",
  Refused: "red",
  Failed: "red",
};

/** How a vote stands. */
export function VoteState({ of }: { of: string }) {
  const { t } = useTranslation("votes");
  return <Tag color={colours[of] ?? "gray"}>{t(`states.${of}`, { defaultValue: of })}</Tag>;
}

interface Side {
  side: string;
  vote?: string | null;
}

/** Each side with its vote, by a sign and a word. */
export function Sides({ of }: { of: readonly Side[] }) {
  const { t } = useTranslation("votes");
  return (
    <Group gap="sm" wrap="nowrap">
      {of.map(({ side, vote }) => {
        const name = t(`sides.${side}`, { defaultValue: side });
        const words = t(`votes.${vote ?? "none"}`, { defaultValue: vote ?? "" });
        return (
          <Group key={side} gap={4} wrap="nowrap" data-hint={`${name}: ${words}`}>
            <VoteIcon vote={vote} words={words} />
            <Text size="sm" c={vote ? undefined : "dimmed"}>
              {t(`short.${side}`, { defaultValue: side })}
            </Text>
          </Group>
        );
      })}
    </Group>
  );
}

export function VoteIcon({ vote, words }: { vote?: string | null; words?: string }) {
  const [Icon, colour] =
    vote === "Accept"
      ? ([IconCheck, "teal"] as const)
      : vote === "Refuse"
        ? ([IconX, "red"] as const)
        : ([IconHourglass, "gray"] as const);
  const label = words ? { "aria-label": words } : { "aria-hidden": true };
  return <Icon size={15} stroke={2} color={`var(--mantine-color-${colour}-text)`} {...label} />;
}
