import { useEffect, useRef } from "react";
import { stirred } from "@/api/stirring";

/** Between two looks at what is under way. */
const EVERY = 4_000;
/** Whoever comes back within this has seen it. */
const FRESH = 5_000;

/** This door tells nothing by itself: while something is under way, and the page is seen, it is asked again. */
export function useAsking(underWay: boolean): void {
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) stirred();
    }, EVERY);
    return () => clearInterval(timer);
  }, [underWay]);
}

/** Whoever comes back to the window is shown what is there now. */
export function useAskingOnReturn(): void {
  const left = useRef(Date.now());
  useEffect(() => {
    const leave = () => {
      left.current = Date.now();
    };
    const look = () => {
      if (document.hidden || Date.now() - left.current < FRESH) return;
      left.current = Date.now();
      stirred();
    };
    window.addEventListener("blur", leave);
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("blur", leave);
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
}
