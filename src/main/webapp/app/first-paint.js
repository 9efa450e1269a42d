// Runs before the first paint: the theme and the language chosen earlier, so that nothing flashes.
(() => {
  const chosen = name => {
    try {
      return localStorage.getItem(`steward.${name}`);
    } catch {
      return null; // storage is switched off
    }
  };
  const root = document.documentElement;
  const theme = chosen('theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }
  const language = chosen('language') ?? navigator.languages.find(tag => /^(zh|en)\b/i.test(tag)) ?? 'en';
  root.lang = /^zh\b/i.test(language) ? 'zh-CN' : 'en';
})();
