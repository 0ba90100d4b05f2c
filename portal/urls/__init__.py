"""The portal's addresses: `staff` under /buero/, `own` under /profil/, `public` under /<city>/; one file per thing."""
