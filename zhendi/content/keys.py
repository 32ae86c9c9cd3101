"""The keys of site.yml and of an area's _index.md, declared like the fields of the kinds."""

from __future__ import annotations

from zhendi.model.kinds import DataKeys, Fields, zh


class AreaKeys(Fields):
    """The keys of an area's _index.md."""

    title: str | None = zh("标题", "名称", "栏目")
    slug: str | None = zh("网址名", "文件名")
    kind: str | None = zh("类型", "栏目类型")
    rank: int | None = zh("排序", "顺序")
    summary: str | None = zh("摘要", "简介", "说明")
    data: DataKeys | None = zh("数据", "数据表", "数据文件", about="data/ 里的表格：每一行是一篇，列名就是字段的名字")


class LimitKeys(Fields):
    """What one board may take."""

    render_seconds: int | None = zh("排版秒数", "时间上限", about="一块展板最多排多少秒")
    memory_mb: int | None = zh("内存上限", "内存", about="一块展板最多用多少 MB 内存")


class SiteKeys(Fields):
    """The keys of site.yml that hold a plain value."""

    title: str | None = zh("名称", "标题", "站名")
    unit: str | None = zh("单位", "单位名称", "主办单位")
    url: str | None = zh("网址", "地址", about="有了它才有订阅源、站点地图和展板上的二维码")
    theme: str | None = zh("主题")
    motto: str | None = zh("口号", "题词", "格言")
    phone: str | None = zh("监督电话", "电话")
    identifier: str | None = zh("网站标识码", "标识码")
    icp: str | None = zh("ICP备案号", "ICP备案", "备案号")
    police: str | None = zh("公安备案号", "公安备案")
    timezone: str | None = zh("时区")
    first_day_counts: bool = zh("公示首日计入", default=True, about="公示的第一天算不算一个工作日")
    limits: LimitKeys | None = zh("限制", "上限")
    defaults: str | None = zh("默认", "默认展板", "展板", about="每个栏目类型的展板默认值")
    kinds: str | None = zh("类型", "栏目类型", about="本站自己的栏目类型")


class KindKeys(Fields):
    """How site.yml declares a kind."""

    title: str | None = zh("名称", "中文名")
    template: str | None = zh("模板", about="用哪一个已有类型的模板来显示")
    fields: str | None = zh("字段", "项目")


class FieldKeys(Fields):
    """How site.yml declares a field of a kind."""

    type: str | None = zh("类型")
    must: bool = zh("必填", "必须", default=False)
    names: tuple[str, ...] = zh("别名", "也叫", default=(), split="、，,")
    choices: tuple[str, ...] = zh("可选", "可以写", "选项", default=(), split="、，,")
