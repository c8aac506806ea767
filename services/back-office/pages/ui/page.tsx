import { Box, Group, Title } from "@mantine/core";
import { type ReactNode, type RefCallback, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./page.module.css";

interface Props {
  title: ReactNode;
  /** What the window is called, where the title is no text. */
  window?: string;
  /** What kind of thing this is, above the title. */
  kind?: string;
  badges?: ReactNode;
  actions?: ReactNode;
  /** The content takes the rest of the window, and scrolls by itself. */
  full?: boolean;
  children: ReactNode;
}

/** A screen: one heading, what can be done, and the content. */
export function Page({ title, window: name, kind, badges, actions, full, children }: Props) {
  const { t } = useTranslation();
  const called = name ?? (typeof title === "string" ? title : undefined);
  useEffect(() => {
    document.title = called ? `${called} · ${t("product")}` : t("product");
  }, [called, t]);
  return (
    <Box className={full ? `${css.page} ${css.full}` : css.page}>
      <Group className={css.head} justify="space-between" wrap="wrap" gap="xs">
        <div className={css.titles}>
          {kind && <div className={css.kind}>{kind}</div>}
          <Group gap="xs" wrap="wrap">
            <Title order={1} className={css.title}>
              {title}
            </Title>
            {badges}
          </Group>
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}

/** Whether there is more than is in sight: then the keyboard has to get there. */
function useScrolls(): [RefCallback<HTMLElement>, boolean] {
  const [scrolls, setScrolls] = useState(false);
  const attach = useCallback<RefCallback<HTMLElement>>((element) => {
    if (!element) return undefined;
    const look = () => setScrolls(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    look();
    return () => observer.disconnect();
  }, []);
  return [attach, scrolls];
}

/** A part of a screen, with its own heading. */
export function Card({
  title,
  actions,
  children,
  flush,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  const [scroller, scrolls] = useScrolls();
  return (
    <section className={`card ${css.card}`}>
      {title && (
        <Group className={css.cardHead} justify="space-between" gap="xs" wrap="nowrap">
          <Title order={2} className={css.cardTitle}>
            {title}
          </Title>
          {actions && <Group gap={6}>{actions}</Group>}
        </Group>
      )}
      <div
        ref={scroller}
        className={flush ? css.flush : css.body}
        tabIndex={flush && scrolls ? 0 : undefined}
      >
        {children}
      </div>
    </section>
  );
}
