from django.contrib.admin import AdminSite
class OfficeAdminSite(AdminSite): pass
