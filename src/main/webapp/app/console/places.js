/**
 * Where one can go in the console. A place is shown when this server has the path that it lives on, and to those who may
 * see it. The words of a place are `nav.<name>`; its element is defined in views/<name>-view.js.
 */

const ORDER = ['viewer', 'operator', 'admin', 'owner'];

export const PLACES = [
  { name: 'overview', sign: 'gauge', lives: '/admin/api/overview', role: 'operator' },
  { name: 'tasks', sign: 'tasks', lives: '/api/tasks' },
  { name: 'schedules', sign: 'clock', lives: '/api/schedules', role: 'operator' },
  { name: 'knowledge', sign: 'book', lives: '/api/knowledge/documents' },
  { name: 'users', sign: 'user', lives: '/api/users', role: 'admin' },
  { name: 'teams', sign: 'team', lives: '/api/teams', role: 'admin' },
  { name: 'keys', sign: 'key', lives: '/api/keys' },
  { name: 'sessions', sign: 'screen', lives: '/api/auth/sessions' },
  { name: 'usage', sign: 'chart', lives: '/api/usage' },
  { name: 'cache', sign: 'bolt', lives: '/api/cache/clear', role: 'operator' },
  { name: 'instances', sign: 'server', lives: '/admin/api/instances', role: 'operator' },
  { name: 'health', sign: 'health', lives: '/health' },
  { name: 'backups', sign: 'archive', lives: '/admin/api/backups', role: 'admin' },
  { name: 'config', sign: 'settings', lives: '/admin/api/config', role: 'operator' },
  { name: 'audit', sign: 'shield', lives: '/admin/api/audit', role: 'admin' },
];

/** Whether somebody of this role may do what the other may; who has no role may see what needs none. */
export const includes = (role, needed) => !needed || ORDER.indexOf(role) >= ORDER.indexOf(needed);
